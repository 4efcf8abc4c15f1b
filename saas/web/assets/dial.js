// Without a network nobody can take a card, but the phone may still work: the numbers dial, though nobody knows of it.
document.addEventListener("htmx:error", ({ detail }) => {
  const form = detail.ctx?.sourceElement;
  if (!form?.matches?.("#dial form")) return;
  for (const button of form.querySelectorAll("button[data-phone]")) {
    const link = document.createElement("a");
    link.href = `tel:${button.dataset.phone}`;
    link.className = button.className;
    link.dataset.variant = button.dataset.variant;
    link.dataset.dial = "";
    link.append(...button.childNodes);
    button.replaceWith(link);
  }
});
