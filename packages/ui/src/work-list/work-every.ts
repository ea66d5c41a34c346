/** How often the work list is read again, milliseconds. Lines are codes without a person; reading them is no look at a file. */
export const WORK_EVERY = 10_000
