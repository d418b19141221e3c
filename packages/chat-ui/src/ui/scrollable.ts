/** For a box that scrolls on its own: it must take the keyboard's focus, or only a pointer could scroll it (WCAG 2.1.1). */
export const SCROLLABLE = { tabIndex: 0 } as const
