/** Drawings of 16 by 16. Each severity and each transport has a shape of its own: colour only repeats it. */

const SHAPES = {
  // An octagon with a cross, a triangle and a circle.
  error: ["M5.2 1h5.6L15 5.2v5.6L10.8 15H5.2L1 10.8V5.2z", "M5.5 5.5l5 5m0-5l-5 5"],
  warning: ["M8 1.8L15.2 14.2H.8z", "M8 6.2v4m0 1.7v.3"],
  info: ["M8 1a7 7 0 1 1 0 14A7 7 0 0 1 8 1z", "M8 7.2v4.3M8 4.5v.3"],
  clean: ["M8 1a7 7 0 1 1 0 14A7 7 0 0 1 8 1z", "M4.8 8.2l2.2 2.3 4.2-4.6"],
  "mutual-tls": ["M2.5 7.5h11v7h-11z", "M5 7.5V5a3 3 0 0 1 6 0v2.5M5.6 11l1.7 1.7 3-3.2"],
  tls: ["M2.5 7.5h11v7h-11z", "M5 7.5V5a3 3 0 0 1 6 0v2.5"],
  plaintext: ["M2.5 7.5h11v7h-11z", "M5 7.5V4.5a3 3 0 0 1 5.6-1.4"],
  unknown: ["M8 1a7 7 0 1 1 0 14A7 7 0 0 1 8 1z", "M6 6.2a2 2 0 1 1 2.9 1.7c-.6.3-.9.7-.9 1.4m0 2.2v.3"],
} as const;

export type Icon = keyof typeof SHAPES;

const SVG = "http://www.w3.org/2000/svg";

/** A drawing without a name of its own: the words beside it say the same. */
export function icon(name: Icon): SVGElement {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 16 16");
  svg.setAttribute("class", `icon icon-${name}`);
  svg.setAttribute("aria-hidden", "true");
  for (const [index, outline] of SHAPES[name].entries()) {
    const path = document.createElementNS(SVG, "path");
    path.setAttribute("d", outline);
    path.setAttribute("class", index === 0 ? "body" : "stroke");
    svg.append(path);
  }
  return svg;
}
