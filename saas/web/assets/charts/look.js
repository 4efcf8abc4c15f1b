// How every drawing looks: the colours of app.css, texts that stay readable on them, one tooltip.

const style = getComputedStyle(document.documentElement);

export const font = style.getPropertyValue("--font-sans").trim() || getComputedStyle(document.body).fontFamily;
export const isChinese = document.documentElement.lang.startsWith("zh");

export function colour(name) {
  return style.getPropertyValue(`--chart-${name}`).trim();
}

function channels(hex) {
  return [1, 3, 5].map((start) => parseInt(hex.slice(start, start + 2), 16));
}

// From nearly white (0) over a clear blue to the darkest (1).
export function shade(heat) {
  const [from, to, share] = heat < 0.5 ? ["low", "middle", heat * 2] : ["middle", "high", heat * 2 - 1];
  const ends = [channels(colour(from)), channels(colour(to))];
  const mixed = ends[0].map((start, each) => Math.round(start + (ends[1][each] - start) * share));
  return `#${mixed.map((each) => each.toString(16).padStart(2, "0")).join("")}`;
}

// WCAG's relative luminance.
function luminance(hex) {
  const [red, green, blue] = channels(hex).map((each) => {
    const share = each / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

const WHITE = "#ffffff";
const BLACK = "#09090b";

// Whichever can be read better on it; at worst 4.4:1.
export function inkOn(hex) {
  const bright = luminance(hex) + 0.05;
  return 1.05 / bright >= bright / (luminance(BLACK) + 0.05) ? WHITE : BLACK;
}

const pen = document.createElement("canvas").getContext("2d");

export function widthOf(text, size = 12) {
  pen.font = `${size}px ${font}`;
  return pen.measureText(text).width;
}

// Rich text has marks of its own; a name must not be able to write them.
export function plain(text) {
  return String(text).replaceAll("{", "｛").replaceAll("}", "｝");
}

// HTML tooltips write inline styles, which our policy forbids: this one is drawn.
export function tooltip(tipOf = ({ data }) => data?.tip) {
  return {
    renderMode: "richText",
    confine: true,
    backgroundColor: "#ffffff",
    borderColor: colour("line"),
    borderWidth: 1,
    padding: [8, 10],
    textStyle: { color: colour("ink"), fontFamily: font, fontSize: 12, lineHeight: 18 },
    formatter: (hovered) => (tipOf(hovered) ?? []).map(plain).join("\n"),
  };
}

export const text = () => ({ color: colour("muted"), fontFamily: font, fontSize: 12 });

export const names = (data, more = {}) => ({
  type: "category",
  data,
  axisLine: { show: false },
  axisTick: { show: false },
  axisLabel: { ...text(), ...more },
});

export const amounts = (more = {}, unit = "") => ({
  type: "value",
  axisLine: { show: false },
  axisTick: { show: false },
  axisLabel: { ...text(), formatter: (value) => unit + compact(value), hideOverlap: true },
  splitLine: { lineStyle: { color: colour("line") } },
  ...more,
});

const short = new Intl.NumberFormat(document.documentElement.lang, { notation: "compact", maximumFractionDigits: 1 });
export const compact = (value) => short.format(value);

