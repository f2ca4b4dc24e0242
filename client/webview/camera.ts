/** What part of the picture is seen: dragging, wheel, zoom and fit. */

export interface Camera {
  /** Around the middle of what is seen. */
  zoom(factor: number): void;
  move(x: number, y: number): void;
  /** Everything, at most at its own size. */
  fit(): void;
  /** Brings what has the focus into sight. */
  reveal(box: {
    readonly left: number;
    readonly right: number;
    readonly top: number;
    readonly bottom: number;
  }): void;
  /** The pointer moved between its last press and release: that was no click. */
  wasDragged(): boolean;
}

const least = 0.1;
const most = 4;

export const createCamera = (
  svg: SVGSVGElement,
  world: SVGGElement,
  size: { readonly width: number; readonly height: number },
): Camera => {
  let [x, y, scale] = [0, 0, 1];
  let dragged = false;
  let isChosen = false;
  const apply = (): void => world.setAttribute("transform", `translate(${x} ${y}) scale(${scale})`);
  const zoomAt = (factor: number, px: number, py: number): void => {
    const wanted = Math.min(most, Math.max(least, scale * factor));
    x = px - ((px - x) * wanted) / scale;
    y = py - ((py - y) * wanted) / scale;
    scale = wanted;
    isChosen = true;
    apply();
  };
  const move = (dx: number, dy: number): void => {
    x += dx;
    y += dy;
    isChosen = true;
    apply();
  };
  const fit = (): void => {
    const { width, height } = svg.getBoundingClientRect();
    scale = Math.max(least, Math.min(1, width / size.width, height / size.height));
    x = (width - size.width * scale) / 2;
    y = (height - size.height * scale) / 2;
    isChosen = false;
    apply();
  };
  svg.addEventListener("pointerdown", (event) => {
    dragged = false;
    if (event.button !== 0) return;
    const follow = (moved: PointerEvent): void => {
      if (!dragged && Math.hypot(moved.clientX - event.clientX, moved.clientY - event.clientY) < 4) return;
      dragged = true;
      svg.classList.add("dragging");
      move(moved.movementX, moved.movementY);
    };
    const release = (): void => {
      window.removeEventListener("pointermove", follow);
      svg.classList.remove("dragging");
    };
    window.addEventListener("pointermove", follow);
    window.addEventListener("pointerup", release, { once: true });
    window.addEventListener("pointercancel", release, { once: true });
  });
  svg.addEventListener(
    "wheel",
    (event) => {
      event.preventDefault();
      const { left, top } = svg.getBoundingClientRect();
      if (event.ctrlKey || event.metaKey || !event.shiftKey)
        zoomAt(Math.exp(-event.deltaY * 0.0015), event.clientX - left, event.clientY - top);
      else move(-event.deltaY, 0);
    },
    { passive: false },
  );
  // Until somebody chose a part, everything is shown, however large the tab.
  new ResizeObserver(() => {
    if (!isChosen && svg.isConnected) fit();
  }).observe(svg);
  return {
    zoom: (factor) => {
      const { width, height } = svg.getBoundingClientRect();
      zoomAt(factor, width / 2, height / 2);
    },
    move,
    fit,
    reveal({ left, right, top, bottom }) {
      const seen = svg.getBoundingClientRect();
      const dx = left < seen.left ? seen.left - left + 20 : right > seen.right ? seen.right - right - 20 : 0;
      const dy = top < seen.top ? seen.top - top + 20 : bottom > seen.bottom ? seen.bottom - bottom - 20 : 0;
      if (dx !== 0 || dy !== 0) move(dx, dy);
    },
    wasDragged: () => dragged,
  };
};
