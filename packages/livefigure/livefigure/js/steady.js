// A swipe that begins on a control scrolls the page: the browser then takes the pointer away, and the control goes back
// to where it was. It may have moved with the first touch.

export function steady(root) {
  let before = [];
  root.addEventListener("pointerdown", (event) => {
    if (!event.isPrimary) return;
    const row = event.target.closest("[data-control]");
    before = row ? [...row.querySelectorAll("input, select")].map((node) => [node, node.value, node.checked]) : [];
  });
  root.addEventListener("pointercancel", (event) => {
    if (!event.isPrimary) return;
    const moved = before.filter(([node, value, checked]) => node.value !== value || node.checked !== checked);
    for (const [node, value, checked] of moved) {
      node.value = value;
      node.checked = checked;
    }
    moved[0]?.[0].dispatchEvent(new Event("input", { bubbles: true }));
  });
}
