// Loaded before a service (`node --import`): the program that runs is IHALA_OTHER_MAIN instead of the one that was asked for.
import { registerHooks } from 'node:module'
import { pathToFileURL } from 'node:url'

registerHooks({
  resolve: (specifier, context, next) =>
    context.parentURL === undefined
      ? { url: pathToFileURL(process.env.IHALA_OTHER_MAIN).href, shortCircuit: true }
      : next(specifier, context),
})
