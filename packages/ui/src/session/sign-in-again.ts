/** Where somebody signs in again in another window, which then says that this one can go on. */
export const SIGNED_IN_PATH = '/desk/signed-in'
export const SIGN_IN_AGAIN = `/auth/login?return=${SIGNED_IN_PATH}`
