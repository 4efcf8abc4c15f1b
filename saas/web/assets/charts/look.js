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

// From nearly white (0) to the darkest blue (1).
export function shade(heat) {
  const low = channels(colour("low"));
  const high = channels(colour("high"));
  const mixed = low.map((from, each) => Math.round(from + (high[each] - from) * heat));
  return `#${mixed.map((each) => each.toString(16).padStart(2, "0")).join("")}`;
}

// WCAG's relative luminance; white is taken where it reaches 4.5:1.
export function inkOn(hex) {
  const [red, green, blue] = channels(hex).map((each) => {
    const share = each / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  const luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  return 1.05 / (luminance + 0.05) >= 4.5 ? "#ffffff" : colour("ink");
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

function told([title, ...lines]) {
  return [`{title|${plain(title)}}`, ...lines.map(plain)].join("\n");
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
    textStyle: {
      color: colour("ink"),
      fontFamily: font,
      fontSize: 12,
      lineHeight: 18,
      rich: { title: { fontWeight: "bold", fontSize: 12, lineHeight: 20 } },
    },
    formatter: (hovered) => {
      const tip = tipOf(hovered);
      return tip?.length ? told(tip) : "";
    },
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

export const amounts = (more = {}) => ({
  type: "value",
  axisLine: { show: false },
  axisTick: { show: false },
  axisLabel: { ...text(), formatter: compact, hideOverlap: true },
  splitLine: { lineStyle: { color: colour("line") } },
  ...more,
});

const short = new Intl.NumberFormat(document.documentElement.lang, { notation: "compact", maximumFractionDigits: 1 });
export const compact = (value) => short.format(value);

