// A session that ends while its page stays open. What a person asked for leads to the sign-in; what a page asks by
// itself, while something half typed may stand on it, says once that nobody is signed in, and is not asked again.

const ASKED = new Set(["click", "submit"]);
let isOver = false;

const isByItself = ({ sourceEvent }) => Boolean(sourceEvent) && !ASKED.has(sourceEvent.type);

document.addEventListener("htmx:before:request", (event) => {
  if (isOver && isByItself(event.detail.ctx)) event.preventDefault();
});

document.addEventListener("htmx:before:response", (event) => {
  const { ctx } = event.detail;
  if (ctx.response.status !== 401 || !isByItself(ctx)) return;
  event.preventDefault(); // htmx would leave the page
  isOver = true;
  tell(ctx);
});

// In the place of what asked, where that has words for it: a card keeps what is recorded, so nobody has to leave it.
function tell({ sourceElement, hx }) {
  const { signedOut } = sourceElement.dataset;
  if (signedOut) {
    sourceElement.textContent = signedOut;
    return;
  }
  const notice = document.getElementById("signed-out");
  if (!notice) return;
  notice.querySelector("a").href = hx.redirect;
  notice.hidden = false;
}
