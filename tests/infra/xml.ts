import { SaxesParser } from 'saxes';

/** An element of an XML document, comments left out; `text` is what stands directly in it, trimmed. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly XmlElement[];
  readonly text: string;
}

interface Open {
  readonly name: string;
  readonly attributes: Record<string, string>;
  readonly children: XmlElement[];
  text: string;
}

/** The root of a well-formed document. Throws with line and column when it is not well-formed. */
export function parseXml(text: string): XmlElement {
  const parser = new SaxesParser();
  const top: Open = { name: '', attributes: {}, children: [], text: '' };
  const open = [top];
  const here = (): Open => open.at(-1) ?? top;
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('opentag', ({ name, attributes }) => {
    const element = { name, attributes, children: [], text: '' };
    here().children.push(element);
    open.push(element);
  });
  parser.on('closetag', () => {
    const closed = open.pop();
    if (closed !== undefined) closed.text = closed.text.trim();
  });
  const addText = (added: string): void => {
    here().text += added;
  };
  parser.on('text', addText);
  parser.on('cdata', addText);
  parser.write(text).close();
  const root = top.children[0];
  if (root === undefined) throw new Error('1:0: no element.');
  return root;
}

/** Every element below `element` and itself, in the order of the document. */
export function descendants(element: XmlElement): readonly XmlElement[] {
  return [element, ...element.children.flatMap(descendants)];
}
