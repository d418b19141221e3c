/** `target` with some of its methods replaced; everything else goes to `target` itself. */
export function withOverrides<Target extends object>(target: Target, overrides: Partial<Target>): Target {
  return new Proxy(target, {
    get(_target, property) {
      if (Reflect.has(overrides, property)) return Reflect.get(overrides, property)
      const value: unknown = Reflect.get(target, property, target)
      return typeof value === 'function' ? value.bind(target) : value
    },
  })
}
