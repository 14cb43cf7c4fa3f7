import { resolve, type Finding } from './findings.ts';
import { arrayOf, objectOf, textOf, textsOf, type Json, type JsonObject } from './json.ts';
import { schemaChanges } from './schema-changes.ts';

type Documents = readonly [before: JsonObject, after: JsonObject];

/**
 * What clients of `before` may notice of `after`: operations, parameters, bodies, answers, roles. Problems are not compared: a client reads
 * their code, and any operation may answer any of them some day. Throws when a reference points to nothing.
 */
export function apiChanges(before: JsonObject, after: JsonObject): Finding[] {
  const now = operationsOf(after);
  return [...operationsOf(before)].flatMap(([name, operation]): Finding[] => {
    const successor = now.get(name);
    if (successor === undefined) return [{ kind: 'breaking', where: name, what: 'is gone' }];
    return operationChanges([before, after], operation, successor, name);
  });
}

function operationsOf(document: JsonObject): Map<string, JsonObject> {
  const paths = Object.entries(objectOf(document['paths']));
  const entries = paths.flatMap(([path, methods]) =>
    Object.entries(objectOf(methods)).map(
      ([method, operation]) => [`${method.toUpperCase()} ${path}`, objectOf(operation)] as const,
    ),
  );
  return new Map(entries);
}

function operationChanges(documents: Documents, before: JsonObject, after: JsonObject, name: string): Finding[] {
  return [
    ...identityChanges(before, after, name),
    ...parameterChanges(documents, before, after, name),
    ...bodyChanges(documents, before['requestBody'], after['requestBody'], `${name} request`),
    ...answerChanges(documents, objectOf(before['responses']), objectOf(after['responses']), name),
  ];
}

function identityChanges(before: JsonObject, after: JsonObject, where: string): Finding[] {
  const breaking = (what: string): Finding => ({ kind: 'breaking', where, what });
  const findings: Finding[] = [];
  const [oldId, newId] = [textOf(before['operationId']), textOf(after['operationId'])];
  if (oldId !== newId) findings.push(breaking(`is called ${newId} now, not ${oldId}`));
  const isOpen = (operation: JsonObject): boolean =>
    Array.isArray(operation['security']) && operation['security'].length === 0;
  if (isOpen(before) && !isOpen(after)) findings.push(breaking('needs a token now'));
  const lost = textsOf(before['x-roles']).filter((role) => !textsOf(after['x-roles']).includes(role));
  if (lost.length > 0 && !isOpen(after)) findings.push(breaking(`is no longer for ${lost.join(', ')}`));
  return findings;
}

function parameterChanges(documents: Documents, before: JsonObject, after: JsonObject, name: string): Finding[] {
  const [old, now] = [parametersOf(documents[0], before), parametersOf(documents[1], after)];
  const findings: Finding[] = [];
  for (const [place, parameter] of now) {
    const was = old.get(place);
    if (parameter['required'] === true && was?.['required'] !== true) {
      findings.push({ kind: 'breaking', where: `${name} ${place}`, what: 'is required now' });
    }
  }
  for (const [place, parameter] of old) {
    const where = `${name} ${place}`;
    const successor = now.get(place);
    if (successor === undefined) findings.push({ kind: 'breaking', where, what: 'is gone' });
    else findings.push(...pairOf(documents, parameter['schema'], successor['schema'], where, 'request'));
  }
  return findings;
}

function parametersOf(document: JsonObject, operation: JsonObject): Map<string, JsonObject> {
  const parameters = arrayOf(operation['parameters']).map((parameter) => resolve(document, parameter));
  return new Map(parameters.map((parameter) => [`${textOf(parameter['in'])} ${textOf(parameter['name'])}`, parameter]));
}

function bodyChanges(
  documents: Documents,
  given: Json | undefined,
  successor: Json | undefined,
  where: string,
): Finding[] {
  const [before, after] = [resolve(documents[0], given), resolve(documents[1], successor)];
  const findings: Finding[] =
    after['required'] === true && before['required'] !== true
      ? [{ kind: 'breaking', where, what: 'is required now' }]
      : [];
  return [...findings, ...contentChanges(documents, before, after, where, 'request')];
}

/** A call that succeeded may succeed with another status only if the old one is still there. */
function answerChanges(documents: Documents, before: JsonObject, after: JsonObject, name: string): Finding[] {
  const successes = Object.keys(before).filter((status) => /^[23]/.test(status));
  return successes.flatMap((status): Finding[] => {
    const where = `${name} ${status}`;
    if (after[status] === undefined) return [{ kind: 'breaking', where, what: 'is gone' }];
    const [old, now] = [resolve(documents[0], before[status]), resolve(documents[1], after[status])];
    return contentChanges(documents, old, now, where, 'response');
  });
}

function contentChanges(
  documents: Documents,
  before: JsonObject,
  after: JsonObject,
  where: string,
  direction: 'request' | 'response',
): Finding[] {
  const [old, now] = [objectOf(before['content']), objectOf(after['content'])];
  return Object.entries(old).flatMap(([type, media]): Finding[] => {
    const successor = now[type];
    if (successor === undefined) return [{ kind: 'breaking', where: `${where} ${type}`, what: 'is gone' }];
    return pairOf(documents, objectOf(media)['schema'], objectOf(successor)['schema'], `${where} `, direction);
  });
}

function pairOf(
  documents: Documents,
  before: Json | undefined,
  after: Json | undefined,
  where: string,
  direction: 'request' | 'response',
): Finding[] {
  return schemaChanges({ before: objectOf(before), after: objectOf(after), documents, where }, direction);
}
