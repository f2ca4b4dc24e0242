/**
 * Draws the graph that the extension sends: SVG made of elements, never of markup, so that no name can be anything but
 * text. Everything that a pointer can do the keyboard can do.
 */
import type { Picture, PlacedEdge, PlacedNode } from "../src/dependencies/layout.ts";
import type { PageWord } from "../src/dependencies/page-words.ts";
import type { FromView, ToView } from "../src/dependencies/view-messages.ts";
import { type Camera, createCamera } from "./camera.ts";
import { filled, readWords } from "./page-parts.ts";
import { svgFile } from "./svg-file.ts";

declare const acquireVsCodeApi: () => { postMessage(message: FromView): void };

const api = acquireVsCodeApi();
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- the editor's function takes none
const post = (message: FromView): void => api.postMessage(message);

const namespace = "http://www.w3.org/2000/svg";
const words = readWords<PageWord>();

/** The page is ours: what is looked for is there. */
const part = (id: string): HTMLElement => {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`the page has no ${id}`);
  return found;
};

const [stage, caption, warnings, tip] = [part("stage"), part("caption"), part("warnings"), part("tip")];
let camera: Camera | undefined;
let drawing: SVGSVGElement | undefined;
let current: ToView | undefined;

window.addEventListener("message", ({ data }: MessageEvent<ToView>) => show(data));
part("refresh").addEventListener("click", () => post({ kind: "refresh" }));
part("copy").addEventListener("click", () => post({ kind: "copyDot" }));
part("export").addEventListener("click", () => {
  if (drawing !== undefined) post({ kind: "exportSvg", svg: svgFile(drawing) });
});
part("zoom-in").addEventListener("click", () => camera?.zoom(1.25));
part("zoom-out").addEventListener("click", () => camera?.zoom(0.8));
part("fit").addEventListener("click", () => camera?.fit());
window.addEventListener("keydown", (event) => onKey(event));
// Another theme: the drawing has the colours of the one before.
new MutationObserver(() => {
  if (current?.kind === "picture") draw(current.picture);
}).observe(document.body, { attributeFilter: ["class"] });
post({ kind: "ready" });

function show(message: ToView): void {
  hideTip();
  current = message;
  const hasPicture = message.kind === "picture";
  for (const id of ["zoom-in", "zoom-out", "fit", "export", "copy"])
    part(id).toggleAttribute("disabled", !hasPicture);
  if (message.kind === "picture") {
    caption.textContent = message.caption;
    warnings.replaceChildren(...message.warnings.map((text) => element("li", text)));
    draw(message.picture);
    post({ kind: "drawn", nodes: message.picture.nodes.length, edges: message.picture.edges.length });
    return;
  }
  drawing = undefined;
  camera = undefined;
  caption.textContent = "";
  warnings.replaceChildren();
  stage.replaceChildren(element("p", message.kind === "busy" ? words.reading : message.text));
  if (message.kind === "problem") post({ kind: "drawn", nodes: 0, edges: 0 });
}

function element(name: "li" | "p", text: string): HTMLElement {
  const made = document.createElement(name);
  made.textContent = text;
  return made;
}

function shape<K extends keyof SVGElementTagNameMap>(
  name: K,
  attributes: Readonly<Record<string, string | number>>,
  ...children: readonly SVGElement[]
): SVGElementTagNameMap[K] {
  const made = document.createElementNS(namespace, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
  made.append(...children);
  return made;
}

function draw(picture: Picture): void {
  const names = new Map(picture.nodes.map(({ id, name }) => [id, name]));
  const svg = shape("svg", { role: "group", "aria-label": caption.textContent ?? "", tabindex: -1 });
  const world = shape("g", {});
  world.append(
    ...picture.edges.map((edge, index) => arrow(edge, index, names)),
    ...picture.nodes.map((node) => box(node)),
  );
  svg.append(markers(), world);
  stage.replaceChildren(svg);
  drawing = svg;
  camera = createCamera(svg, world, picture);
  camera.fit();
}

function markers(): SVGElement {
  const colours: readonly (readonly [string, string])[] = [
    ["tip", colour("--vscode-foreground", "#888")],
    ["tip-soft", colour("--vscode-descriptionForeground", "#888")],
  ];
  return shape(
    "defs",
    {},
    ...colours.map(([id, fill]) =>
      shape(
        "marker",
        {
          id,
          viewBox: "0 0 10 10",
          refX: 9,
          refY: 5,
          markerWidth: 7,
          markerHeight: 7,
          orient: "auto-start-reverse",
        },
        shape("path", { d: "M0 0 10 5 0 10z", fill }),
      ),
    ),
  );
}

/** The theme's colour as it is now: an exported picture has no theme. */
function colour(variable: string, otherwise: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(variable).trim() || otherwise;
}

function box(node: PlacedNode): SVGElement {
  const isOwn = node.kind === "source";
  const edge = colour("--vscode-contrastBorder", "");
  const muted = colour("--vscode-descriptionForeground", "#888");
  const error = colour("--vscode-editorError-foreground", "#f44");
  const frame = shape("rect", {
    x: node.x - node.width / 2,
    y: node.y - node.height / 2,
    width: node.width,
    height: node.height,
    rx: 4,
    fill: isOwn
      ? colour("--vscode-button-background", "#0e639c")
      : colour("--vscode-editor-background", "#fff"),
    stroke: node.isInCycle ? error : isOwn ? edge || "none" : muted,
    "stroke-width": node.isInCycle ? 3 : 1,
    ...(node.kind === "missing" && { "stroke-dasharray": "3 3" }),
  });
  const label = shape("text", {
    x: node.x,
    y: node.y,
    "text-anchor": "middle",
    "dominant-baseline": "central",
    "font-size": 13,
    "font-family": colour("--vscode-font-family", "sans-serif"),
    "font-weight": isOwn ? 600 : 400,
    fill: isOwn ? colour("--vscode-button-foreground", "#fff") : muted,
  });
  label.textContent = node.name;
  const group = shape("g", { class: "node", "data-id": node.id }, frame, label);
  const what = filled(words[node.kind], node.name);
  const text = `${node.isInCycle ? filled(words.inCycle, what) : what}\n${node.id}`;
  if (isOwn) makeUsable(group, text, () => post({ kind: "openModule", id: node.id }));
  else makeTold(group, text);
  return group;
}

function arrow(edge: PlacedEdge, index: number, names: ReadonlyMap<string, string>): SVGElement {
  const isSoft = edge.kind !== "symbols";
  const stroke = colour(isSoft ? "--vscode-descriptionForeground" : "--vscode-foreground", "#888");
  const path = lineThrough(edge);
  const line = shape("path", {
    d: path,
    fill: "none",
    stroke,
    "stroke-width": 1.2,
    "stroke-opacity": 0.75,
    ...(isSoft && { "stroke-dasharray": "5 4" }),
    "marker-end": isSoft ? "url(#tip-soft)" : "url(#tip)",
  });
  // Wide and unseen: what a pointer can hit.
  const target = shape("path", { d: path, fill: "none", stroke: "transparent", "stroke-width": 12 });
  const count = isSoft ? edge.kind : String(edge.symbols.length);
  const width = count.length * 7 + 10;
  const plate = shape("rect", {
    x: edge.label.x - width / 2,
    y: edge.label.y - 9,
    width,
    height: 18,
    rx: 9,
    fill: colour("--vscode-badge-background", "#555"),
    stroke: colour("--vscode-contrastBorder", "none") || "none",
  });
  const label = shape("text", {
    x: edge.label.x,
    y: edge.label.y,
    "text-anchor": "middle",
    "dominant-baseline": "central",
    "font-size": 11,
    "font-family": colour("--vscode-font-family", "sans-serif"),
    fill: colour("--vscode-badge-foreground", "#fff"),
  });
  label.textContent = count;
  const group = shape("g", { class: "edge" }, line, target, plate, label);
  const text = arrowText(edge, names);
  makeUsable(group, text, () => post({ kind: "openUse", edge: index }));
  // What can be read on the arrow can be heard, too.
  group.setAttribute("aria-label", `${spoken(text)}, ${count}`);
  return group;
}

const mostNames = 24;

function arrowText(edge: PlacedEdge, names: ReadonlyMap<string, string>): string {
  const [from, to] = [names.get(edge.from) ?? edge.from, names.get(edge.to) ?? edge.to];
  if (edge.kind !== "symbols")
    return filled(edge.kind === "pre" ? words.loadedBefore : words.loadedAfter, from, to);
  const shown = edge.symbols.slice(0, mostNames).join("\n");
  const more = edge.symbols.length - mostNames;
  const rest = more > 0 ? `\n${filled(words.andMore, String(more))}` : "";
  return `${filled(words.needs, from, to)}\n${shown}${rest}`;
}

/** Straight pieces with rounded corners: through every point but the corners themselves. */
function lineThrough({ points }: PlacedEdge): string {
  const [first, ...rest] = points;
  const last = rest.pop();
  if (first === undefined || last === undefined) return "";
  let path = `M${first.x} ${first.y}`;
  for (const [index, point] of rest.entries()) {
    const next = rest[index + 1] ?? last;
    path += ` Q${point.x} ${point.y} ${(point.x + next.x) / 2} ${(point.y + next.y) / 2}`;
  }
  return `${path} L${last.x} ${last.y}`;
}

/** What a pointer is told the keyboard is told too, and who hears the page. */
function makeTold(group: SVGGElement, text: string): void {
  group.setAttribute("tabindex", "0");
  group.setAttribute("role", "img");
  group.setAttribute("aria-label", spoken(text));
  group.addEventListener("pointermove", (event) => showTip(text, event.clientX, event.clientY));
  group.addEventListener("pointerleave", hideTip);
  group.addEventListener("focus", () => {
    const { left, bottom } = group.getBoundingClientRect();
    camera?.reveal(group.getBoundingClientRect());
    if (group.matches(":focus-visible")) showTip(text, left, bottom);
  });
  group.addEventListener("blur", hideTip);
}

const spoken = (text: string): string => text.replaceAll("\n", ", ");

function makeUsable(group: SVGGElement, text: string, use: () => void): void {
  makeTold(group, text);
  group.setAttribute("role", "button");
  group.style.cursor = "pointer";
  group.addEventListener("click", () => {
    if (camera?.wasDragged() !== true) use();
  });
  group.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    use();
  });
}

function showTip(text: string, x: number, y: number): void {
  tip.textContent = text;
  tip.hidden = false;
  const { width, height } = tip.getBoundingClientRect();
  tip.style.left = `${Math.max(4, Math.min(x + 12, window.innerWidth - width - 8))}px`;
  tip.style.top = `${Math.max(4, Math.min(y + 14, window.innerHeight - height - 8))}px`;
}

function hideTip(): void {
  tip.hidden = true;
}

function onKey(event: KeyboardEvent): void {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const step = 60;
  const actions: Readonly<Record<string, () => void>> = {
    "+": () => camera?.zoom(1.25),
    "=": () => camera?.zoom(1.25),
    "-": () => camera?.zoom(0.8),
    "0": () => camera?.fit(),
    ArrowLeft: () => camera?.move(step, 0),
    ArrowRight: () => camera?.move(-step, 0),
    ArrowUp: () => camera?.move(0, step),
    ArrowDown: () => camera?.move(0, -step),
    Escape: hideTip,
  };
  const action = actions[event.key];
  if (action === undefined) return;
  event.preventDefault();
  action();
}
