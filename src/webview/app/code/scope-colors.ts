import type { CodeColor } from '../base/messages';

/** What the highlighter calls a part of code, up to its first dot or whole, and the colour for it. */
const colors: Readonly<Record<string, CodeColor>> = {
  addition: 'string',
  attr: 'attribute',
  attribute: 'attribute',
  built_in: 'function',
  bullet: 'keyword',
  char: 'constant',
  class: 'type',
  code: 'string',
  comment: 'comment',
  deletion: 'invalid',
  doctag: 'keyword',
  emphasis: 'variable',
  formula: 'string',
  function: 'function',
  keyword: 'keyword',
  link: 'string',
  literal: 'constant',
  meta: 'keyword',
  name: 'tag',
  number: 'number',
  operator: 'operator',
  property: 'variable',
  quote: 'comment',
  regexp: 'string',
  section: 'function',
  'selector-attr': 'attribute',
  'selector-class': 'attribute',
  'selector-id': 'attribute',
  'selector-pseudo': 'attribute',
  'selector-tag': 'tag',
  string: 'string',
  strong: 'variable',
  symbol: 'constant',
  tag: 'tag',
  'template-tag': 'keyword',
  'template-variable': 'variable',
  title: 'function',
  'title.class': 'type',
  type: 'type',
  variable: 'variable',
  'variable.constant': 'constant',
  'variable.language': 'keyword',
};

/** The colour of a scope; undefined for the text's own. */
export function colorOf(scope: string): CodeColor | undefined {
  const [first = '', second] = scope.split('.');
  return colors[`${first}.${second}`] ?? colors[first];
}
