// What a test of the whole network looks into: an event's content and a grant, as the exchange itself opens them.
export { heldGrant, openInner } from '../src/case-secrets.ts'
