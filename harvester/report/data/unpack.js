// Data in the page, and in its parts, are gzipped, in base64 (harvester/report/data.py, `packed`).

// How this machine has its numbers; hardly any has them the other way.
const LOWEST_FIRST = new Uint8Array(Uint32Array.of(1).buffer)[0] === 1;

function bytesOf(base64) {
  if (Uint8Array.fromBase64) return Uint8Array.fromBase64(base64);
  return Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
}

function unpacked(base64) {
  return new Response(new Blob([bytesOf(base64)]).stream().pipeThrough(new DecompressionStream("gzip")));
}

/** The JSON value that is packed in `base64`. */
export async function unpack(base64) {
  return unpacked(base64).json();
}

/** The whole numbers of four bytes, the lowest first, that are packed in `base64`. */
export async function unpackNumbers(base64) {
  const buffer = await unpacked(base64).arrayBuffer();
  if (LOWEST_FIRST) return new Uint32Array(buffer);
  const view = new DataView(buffer);
  return Uint32Array.from({ length: view.byteLength / 4 }, (_, at) => view.getUint32(at * 4, true));
}
