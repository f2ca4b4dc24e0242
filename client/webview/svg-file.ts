/** The drawing as a file of its own: the whole picture on the background of the theme, without what only the page needs. */

const margin = 16;

export const svgFile = (drawing: SVGSVGElement): string => {
  const world = drawing.querySelector<SVGGElement>(":scope > g");
  const box = world?.getBBox() ?? new DOMRect(0, 0, 0, 0);
  const [x, y, width, height] = [
    box.x - margin,
    box.y - margin,
    box.width + 2 * margin,
    box.height + 2 * margin,
  ].map((value) => String(Math.round(value)));
  const copy = drawing.cloneNode(true);
  if (!(copy instanceof SVGSVGElement)) return "";
  copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  copy.setAttribute("viewBox", `${x} ${y} ${width} ${height}`);
  copy.setAttribute("width", width ?? "");
  copy.setAttribute("height", height ?? "");
  copy.querySelector(":scope > g")?.removeAttribute("transform");
  for (const one of copy.querySelectorAll("[tabindex], [role], [style]"))
    for (const name of ["tabindex", "role", "style"]) one.removeAttribute(name);
  const ground = document.createElementNS("http://www.w3.org/2000/svg", "rect");
  const colour = getComputedStyle(document.body).backgroundColor;
  for (const [name, value] of [
    ["x", x],
    ["y", y],
    ["width", width],
    ["height", height],
    ["fill", colour],
  ] as const)
    ground.setAttribute(name, value ?? "");
  copy.prepend(ground);
  return `<?xml version="1.0" encoding="UTF-8"?>\n${new XMLSerializer().serializeToString(copy)}\n`;
};
