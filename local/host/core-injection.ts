import Module from 'node:module';
import type { CoreApi } from './core-object.ts';

const coreModule = '@azure/functions-core';
let installed = false;

/**
 * Makes `require('@azure/functions-core')` answer with this core object, for this module name only. The library asks once
 * per process and remembers, so this must happen before the app is loaded and can happen only once: a second call throws.
 */
export function injectCore(core: CoreApi): void {
  if (installed) {
    throw new Error('One Functions app per process: this process has already started one. Use a child process.');
  }
  installed = true;
  // oxlint-disable-next-line typescript/unbound-method -- called with its own `this` below
  const original = Module.prototype.require;
  const withCore = function (this: Module, id: string): unknown {
    return id === coreModule ? core : Reflect.apply(original, this, [id]);
  };
  Module.prototype.require = Object.assign(withCore, original);
}
