// Numbers as Python's format writes them, but with a minus sign and not a hyphen, and as a table shows them.

export const round = (v) => Math.round(v * 1000) / 1000; // a thousandth of a point is finer than any screen

export const same = (a, b) => a.length === b.length && a.every((v, k) => v === b[k]);

// The magnitude of a number with 0 to 99 digits after the point. As in Python it is rounded from its exact binary
// value, an exact half to the even digit; toFixed rounds an exact half up, and gives up from 1e21 on.
function fixed(size, digits) {
  if (size >= 1e21) return BigInt(size) + (digits ? `.${"0".repeat(digits)}` : "");
  const exact = size.toFixed(100); // a double that is an exact half has no more digits than these
  const kept = exact.length - 100 + digits;
  const head = exact.slice(0, kept);
  const isEvenHalf = /^\.?50*$/.test(exact.slice(kept)) && /[02468]\.?$/.test(head);
  return isEvenHalf ? head.replace(/\.$/, "") : size.toFixed(digits);
}

const FIELD = /\{:(\+?)(z?)(,?)(?:\.(\d+))?([fd%])\}/g;

// Write `values` into the fields of a format such as "k = {:.2f}".
export function format(form, values) {
  let next = 0;
  return form.replace(FIELD, (_, plus, z, comma, digits, type) => {
    const v = values[next++] * (type === "%" ? 100 : 1);
    const tail = type === "%" ? "%" : "";
    if (Number.isNaN(v)) return `${plus}nan${tail}`;
    if (!Number.isFinite(v)) return `${v < 0 ? "−" : plus}inf${tail}`;
    let text = fixed(Math.abs(v), type === "d" ? 0 : Number(digits ?? 6));
    const hidesMinus = (type === "d" || z) && Number(text) === 0;
    if (comma) text = text.replace(/^\d+/, (whole) => whole.replace(/\B(?=(\d{3})+$)/g, ","));
    const isBelow = v < 0 || Object.is(v, -0);
    return (isBelow && !hidesMinus ? "−" : plus) + text + tail;
  });
}

// A number in a table of values; empty where there is none.
export function legible(v) {
  if (!Number.isFinite(v)) return "";
  const size = Math.abs(v);
  return String(Number(v.toPrecision(size >= 1000 && size < 1e7 ? 7 : 4)));
}
