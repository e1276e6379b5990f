// What can't be seen gets a name: a forum's text may hold marks that turn the direction of what follows, hide letters,
// or end lines. Nothing of that may change how the page reads, and an editor wants to know that it is there.

const UNSEEN =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u034f\u061c\u115f\u1160\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ud800-\udfff\ue000-\uf8ff\ufe00-\ufe0f\ufeff\ufff9-\ufffb]|[\u{e0000}-\u{e0fff}\u{f0000}-\u{10ffff}]/gu;

// A byte that nothing could decode is kept as this plus its value (harvester/text/encodings/orphans.py).
const ORPHAN = 0x10f800;

function nameOf(char) {
  const code = char.codePointAt(0);
  if (code >= ORPHAN && code <= ORPHAN + 0xff) {
    return (code - ORPHAN).toString(16).toUpperCase().padStart(2, "0");
  }
  return `U+${code.toString(16).toUpperCase().padStart(4, "0")}`;
}

/** `text` with names in angle brackets for what can't be seen, for places that hold no elements. */
export function visible(text) {
  return text.replace(UNSEEN, (char) => `<${nameOf(char)}>`);
}

/** `text` in parts: strings, and {name} for each character that can't be seen. */
export function visibleParts(text) {
  const parts = [];
  let from = 0;
  for (const match of text.matchAll(UNSEEN)) {
    if (match.index > from) parts.push(text.slice(from, match.index));
    parts.push({ name: nameOf(match[0]) });
    from = match.index + match[0].length;
  }
  if (from < text.length) parts.push(text.slice(from));
  return parts;
}
