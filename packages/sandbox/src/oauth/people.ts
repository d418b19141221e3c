/** Someone who can sign in at the sandbox provider. Nobody is real and there is no password. */
export interface SandboxPerson {
  id: string
  name: string
  email: string
  /** What is to be seen with this account, in a few words. */
  description: string
}

export const SANDBOX_PEOPLE: readonly SandboxPerson[] = [
  {
    id: 'sandbox-anna',
    name: 'Anna Sandbox',
    email: 'anna@sandbox.example',
    description: 'two shops: Nordlicht Bikes (euro) and Harbor Coffee (US dollar)',
  },
  {
    id: 'sandbox-kenji',
    name: 'Kenji Sandbox',
    email: 'kenji@sandbox.example',
    description: 'one shop: Sakura Tea (yen)',
  },
]
