/** Bytes with memory of their own, as WebCrypto asks for them. */
export type Bytes = Uint8Array<ArrayBuffer>

/** What a row on the device holds: a draft, its picture, who a sent draft became, whose device it is, the lists a form needs, who was taken along. */
export type BoxKind = 'draft' | 'file' | 'sent' | 'profile' | 'lists' | 'known'

/** Where sealed bytes belong. They open nowhere else. */
export interface Place {
  /** Random name of the key's life on this device: what was sealed before a wipe does not come back after it. */
  readonly vault: string
  readonly kind: BoxKind
  readonly id: string
}

const NONCE = 12
/** Texts are filled up with blanks, so that their length says little of what is in them. */
const STEP = 1024
const BLANK = 0x20

/** Seals bytes under the device's data key (AES-256-GCM, a random nonce in front), bound to their place. */
export async function seal(key: CryptoKey, place: Place, content: Bytes): Promise<Bytes> {
  const nonce = crypto.getRandomValues(new Uint8Array(NONCE))
  const sealed = await crypto.subtle.encrypt({ name: 'AES-GCM', iv: nonce, additionalData: bound(place) }, key, content)
  const box = new Uint8Array(NONCE + sealed.byteLength)
  box.set(nonce)
  box.set(new Uint8Array(sealed), NONCE)
  return box
}

/** Opens what `seal` made. @throws where the key, the place or a single bit is another */
export async function open(key: CryptoKey, place: Place, box: Bytes): Promise<Bytes> {
  const content = await crypto.subtle.decrypt(
    { name: 'AES-GCM', iv: box.slice(0, NONCE), additionalData: bound(place) },
    key,
    box.slice(NONCE),
  )
  return new Uint8Array(content)
}

/** Seals a value as JSON, filled up to whole steps. */
export async function sealValue(key: CryptoKey, place: Place, value: unknown): Promise<Bytes> {
  const text = new TextEncoder().encode(JSON.stringify(value))
  const filled = new Uint8Array(Math.ceil(text.length / STEP) * STEP).fill(BLANK)
  filled.set(text)
  return seal(key, place, filled)
}

/** Opens what `sealValue` made. @throws as `open` */
export async function openValue(key: CryptoKey, place: Place, box: Bytes): Promise<unknown> {
  return JSON.parse(new TextDecoder().decode(await open(key, place, box)))
}

function bound({ vault, kind, id }: Place): Bytes {
  return new TextEncoder().encode(`device-box/1 ${vault} ${kind} ${id}`)
}
