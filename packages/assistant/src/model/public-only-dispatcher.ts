import { lookup } from 'node:dns'
import { isIP, type LookupFunction } from 'node:net'
import ipaddr from 'ipaddr.js'
import { Agent, buildConnector } from 'undici'

export class PrivateAddressError extends Error {
  override name = 'PrivateAddressError'
}

/** Reachable from anywhere: not loopback, not a private network, not link-local, where clouds keep their metadata. */
export function isPublicAddress(address: string): boolean {
  return ipaddr.isValid(address) && ipaddr.process(address).range() === 'unicast'
}

/** Judged at the connection, so that neither a redirect nor a name that changes its address gets around it. */
export function publicOnlyDispatcher(): Agent {
  const connect = buildConnector({ lookup: lookupPublic })
  return new Agent({
    connect(options, callback) {
      const host = options.hostname.replace(/^\[|\]$/g, '')
      if (isIP(host) !== 0 && !isPublicAddress(host)) callback(refusal(host), null)
      else connect(options, callback)
    },
  })
}

const lookupPublic: LookupFunction = (hostname, options, callback) => {
  lookup(hostname, { ...options, all: true }, (error, addresses) => {
    if (error) return callback(error, '', 0)
    const refused = addresses.find(({ address }) => !isPublicAddress(address))
    const [first] = addresses
    if (refused || !first) return callback(refusal(hostname), '', 0)
    return options.all ? callback(null, addresses) : callback(null, first.address, first.family)
  })
}

function refusal(host: string): PrivateAddressError {
  return new PrivateAddressError(`${host} is not a public address`)
}
