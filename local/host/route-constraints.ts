/** Says whether a route value satisfies a constraint. */
export type Constraint = (value: string) => boolean;

/** A route names a constraint that does not exist, or gives it arguments that it cannot take. */
export class ConstraintError extends Error {}

const int32 = { min: -(2n ** 31n), max: 2n ** 31n - 1n };
const int64 = { min: -(2n ** 63n), max: 2n ** 63n - 1n };

const guid = /^(?:[0-9a-f]{32}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/i;
const decimal = /^\s*[+-]?(?:\d[\d,]*\.?\d*|\.\d+)\s*$/;
const float = /^\s*[+-]?(?:\d[\d,]*\.?\d*|\.\d+)(?:e[+-]?\d+)?\s*$/i;
const date = /^\d{1,4}[-/.]\d{1,2}(?:[-/.]\d{1,4})?(?:$|[T ])/;
const file = /\.[^.]+$/;

/**
 * The constraint of a route parameter, e.g. `int` or `range(1,9)`; the names and meanings are those of the real host's
 * router. Throws ConstraintError for an unknown name or unfit arguments.
 */
export function parseConstraint(name: string, argument: string | undefined): Constraint {
  switch (name.toLowerCase()) {
    case 'int':
      return bare(name, argument, (value) => isWithin(toInteger(value), int32.min, int32.max));
    case 'long':
      return bare(name, argument, (value) => isWithin(toInteger(value), int64.min, int64.max));
    case 'bool':
      return bare(name, argument, (value) => /^\s*(?:true|false)\s*$/i.test(value));
    case 'decimal':
      return bare(name, argument, (value) => decimal.test(value) && Math.abs(toNumber(value)) < 7.93e28);
    case 'double':
    case 'float':
      return bare(name, argument, (value) => float.test(value));
    case 'datetime':
      return bare(name, argument, (value) => date.test(value) && !Number.isNaN(Date.parse(value)));
    case 'guid':
      return bare(name, argument, (value) => guid.test(unwrapGuid(value)));
    case 'alpha':
      return bare(name, argument, (value) => /^[a-z]*$/i.test(value));
    case 'required':
      return bare(name, argument, (value) => value !== '');
    case 'file':
      return bare(name, argument, (value) => file.test(value));
    case 'nonfile':
      return bare(name, argument, (value) => !file.test(value));
    case 'minlength':
      return lengthBetween(oneInteger(name, argument), undefined);
    case 'maxlength':
      return lengthBetween(undefined, oneInteger(name, argument));
    case 'length':
      return length(name, argument);
    case 'min':
      return between(oneInteger(name, argument), int64.max);
    case 'max':
      return between(int64.min, oneInteger(name, argument));
    case 'range':
      return between(...twoIntegers(name, argument));
    case 'regex':
      return regex(name, argument);
    default:
      throw new ConstraintError(`The constraint "${name}" does not exist.`);
  }
}

function bare(name: string, argument: string | undefined, constraint: Constraint): Constraint {
  if (argument !== undefined) throw new ConstraintError(`The constraint "${name}" takes no argument.`);
  return constraint;
}

function length(name: string, argument: string | undefined): Constraint {
  if (argument?.includes(',') === true) return lengthBetween(...twoIntegers(name, argument));
  const exact = oneInteger(name, argument);
  return lengthBetween(exact, exact);
}

function lengthBetween(min: bigint | undefined, max: bigint | undefined): Constraint {
  return (value) => (min === undefined || value.length >= min) && (max === undefined || value.length <= max);
}

function between(min: bigint, max: bigint): Constraint {
  return (value) => isWithin(toInteger(value), min, max);
}

function regex(name: string, argument: string | undefined): Constraint {
  if (argument === undefined) throw new ConstraintError(`The constraint "${name}" needs a pattern.`);
  let pattern: RegExp;
  try {
    pattern = new RegExp(argument, 'i');
  } catch {
    throw new ConstraintError(`The constraint "regex(${argument})" is not a regular expression.`);
  }
  return (value) => pattern.test(value);
}

function oneInteger(name: string, argument: string | undefined): bigint {
  const value = argument === undefined ? undefined : toInteger(argument);
  if (value === undefined) throw new ConstraintError(`The constraint "${name}" needs one whole number.`);
  return value;
}

function twoIntegers(name: string, argument: string | undefined): [bigint, bigint] {
  const [min, max, ...rest] = (argument ?? '').split(',').map(toInteger);
  if (min === undefined || max === undefined || rest.length > 0 || min > max) {
    throw new ConstraintError(`The constraint "${name}" needs two whole numbers, the smaller first.`);
  }
  return [min, max];
}

function toInteger(text: string): bigint | undefined {
  return /^\s*[+-]?\d+\s*$/.test(text) ? BigInt(text.trim().replace(/^\+/, '')) : undefined;
}

function toNumber(text: string): number {
  return Number(text.replaceAll(',', ''));
}

function isWithin(value: bigint | undefined, min: bigint, max: bigint): boolean {
  return value !== undefined && value >= min && value <= max;
}

function unwrapGuid(value: string): string {
  const wrapped = /^(?:\{(.+)\}|\((.+)\))$/.exec(value.trim());
  return wrapped?.[1] ?? wrapped?.[2] ?? value.trim();
}
