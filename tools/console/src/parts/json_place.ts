// Where a text that is not JSON goes wrong. Loaded when there is such a text.
import { parser } from '@lezer/json';

export function placeOfFault(text: string): string {
  let at = text.length;
  parser.parse(text).iterate({
    enter: (node) => {
      if (node.type.isError) at = Math.min(at, node.from);
    },
  });
  const before = text.slice(0, at).split('\n');
  return `line ${before.length}, column ${before[before.length - 1].length + 1}`;
}
