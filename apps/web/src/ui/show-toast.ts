/** Says something that passes by itself. With an undo it stays long enough to be reached. */
export function showToast(title: string, undo?: () => void): void {
  import('./toaster.tsx').then(({ addToast }) => addToast(title, undo)).catch(() => undefined)
}
