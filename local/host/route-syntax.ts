// The lexical part of route templates: where segments and parameters begin and end. `{{` and `}}` are plain braces.

/** A piece of one segment: literal text, or what stands between the braces of a parameter. */
type SegmentPart =
  { readonly kind: 'literal'; readonly text: string } | { readonly kind: 'parameter'; readonly text: string };

/** The segments of a template; a slash between braces (in a regex) does not split. An empty template has none. */
export function splitTemplate(template: string): string[] {
  if (template === '') return [];
  const segments: string[] = [];
  let depth = 0;
  let current = '';
  for (const character of template) {
    if (character === '{') depth += 1;
    if (character === '}') depth -= 1;
    if (character === '/' && depth <= 0) {
      segments.push(current);
      current = '';
    } else {
      current += character;
    }
  }
  return [...segments, current];
}

/** The parts of one segment, or undefined when its braces do not match. */
export function splitSegment(segment: string): SegmentPart[] | undefined {
  const parts: SegmentPart[] = [];
  let literal = '';
  let at = 0;
  while (at < segment.length) {
    const two = segment.slice(at, at + 2);
    if (two === '{{' || two === '}}') {
      literal += two[0] ?? '';
      at += 2;
    } else if (segment[at] === '}') {
      return undefined;
    } else if (segment[at] === '{') {
      const end = parameterEnd(segment, at + 1);
      if (end === undefined) return undefined;
      if (literal !== '') parts.push({ kind: 'literal', text: literal });
      literal = '';
      parts.push({ kind: 'parameter', text: unescapeBraces(segment.slice(at + 1, end)) });
      at = end + 1;
    } else {
      literal += segment[at] ?? '';
      at += 1;
    }
  }
  return literal === '' ? parts : [...parts, { kind: 'literal', text: literal }];
}

function parameterEnd(segment: string, from: number): number | undefined {
  let at = from;
  while (at < segment.length) {
    const two = segment.slice(at, at + 2);
    // An escaped brace stands inside the parameter, unless it would be the parameter's own end before a literal.
    if (two === '{{' || (two === '}}' && segment.indexOf('}', at + 2) >= 0)) at += 2;
    else if (segment[at] === '{') return undefined;
    else if (segment[at] === '}') return at;
    else at += 1;
  }
  return undefined;
}

function unescapeBraces(text: string): string {
  return text.replaceAll('{{', '{').replaceAll('}}', '}');
}
