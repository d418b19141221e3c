import { secureHeaders } from 'hono/secure-headers'

const NOT_USED = { camera: [], geolocation: [], microphone: [], payment: [], usb: [] }

/**
 * The answer to every request says that the page runs our scripts alone, talks to us alone, and shows no image of others. Style
 * attributes are allowed: the components place popups and virtual rows by them.
 */
export function securityHeaders(options: { isHttps: boolean; frameAncestors: string[] }) {
  const self = ["'self'"]
  const none = ["'none'"]
  return secureHeaders({
    contentSecurityPolicy: {
      defaultSrc: none,
      scriptSrc: self,
      styleSrc: self,
      styleSrcAttr: ["'unsafe-inline'"],
      imgSrc: ["'self'", 'data:'],
      fontSrc: self,
      connectSrc: self,
      manifestSrc: self,
      workerSrc: self,
      objectSrc: none,
      baseUri: none,
      formAction: self,
      frameAncestors: options.frameAncestors,
    },
    permissionsPolicy: NOT_USED,
    referrerPolicy: 'strict-origin-when-cross-origin',
    strictTransportSecurity: options.isHttps ? 'max-age=31536000' : false,
    // frame-ancestors says it, and can name more than one.
    xFrameOptions: false,
    xXssProtection: false,
  })
}
