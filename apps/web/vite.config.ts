import tailwindcss from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

/** Where the server listens while developing; `pnpm dev` sets it. */
const server = process.env.PARLEY_SERVER_ORIGIN ?? 'http://127.0.0.1:3000'

export default defineConfig({
  plugins: [react(), tailwindcss()],
  server: {
    host: '127.0.0.1',
    proxy: { '/trpc': server, '/api': server, '/healthz': server, '/oauth': server, '/sandbox': server },
  },
  build: {
    target: 'baseline-widely-available',
    // light-dark() stays as it is: every browser of the target has it.
    cssTarget: ['chrome123', 'safari17.5', 'firefox120'],
    manifest: true,
    reportCompressedSize: true,
  },
})
