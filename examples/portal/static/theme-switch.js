/** The button for light or dark, which stays in this browser. */
export function switchTheme() {
  const button = document.querySelector('[data-theme-switch]')
  if (button === null) return
  const root = document.documentElement
  button.hidden = false
  button.addEventListener('click', () => {
    const isDark = root.dataset.theme
      ? root.dataset.theme === 'dark'
      : matchMedia('(prefers-color-scheme: dark)').matches
    root.dataset.theme = isDark ? 'light' : 'dark'
    localStorage.setItem('theme', root.dataset.theme)
  })
}
