import CryptoJS from 'crypto-js'

/** crypto-js keeps bytes as 32-bit words; a string in their place would be taken as a passphrase. */
export function toWords(bytes: Buffer): CryptoJS.lib.WordArray {
  return CryptoJS.enc.Hex.parse(bytes.toString('hex'))
}

export function toBytes(words: CryptoJS.lib.WordArray): Buffer {
  return Buffer.from(words.toString(CryptoJS.enc.Hex), 'hex')
}
