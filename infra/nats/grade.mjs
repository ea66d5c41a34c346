// Plain JavaScript, because the bootstrap asks it before anything is installed.

/**
 * What a nats-server of this version may be used for. Production wants the lines that carry the fixes of the 2026
 * advisories; 2.9.10 is the oldest on which the bus was seen to work; from 2.15 acknowledgements have another subject
 * (`$JS.ACK.<domain>.<account hash>.…`), which the bus's exports do not grant.
 * @param {string} version such as `2.14.9`
 * @returns {'production' | 'demonstration' | 'refused'}
 */
export function gradeOf(version) {
  const [major = 0, minor = 0, patch = 0] = version.split('.').map(Number)
  if (major !== 2 || minor < 9 || minor > 14) return 'refused'
  if (minor === 9 && patch < 10) return 'refused'
  if ((minor === 12 && patch >= 15) || (minor === 14 && patch >= 5)) return 'production'
  return 'demonstration'
}

/**
 * `sync_interval: always` exists from 2.10; earlier servers do not start when they read it.
 * @param {string} version
 * @returns {boolean}
 */
export function canSyncAlways(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  return major > 2 || (major === 2 && minor >= 10)
}
