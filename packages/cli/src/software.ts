import manifest from '../package.json' with { type: 'json' }

/** The version of this software, as backups name it. */
export const SOFTWARE: string = manifest.version
