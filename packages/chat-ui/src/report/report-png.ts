const SCALE = 2
const PADDING = 24
const TITLE_SIZE = 18
const SOURCE_SIZE = 12
const GAP = 14

export interface Picture {
  title: string
  source: string
  /** A drawn chart, in the page. */
  chart: SVGSVGElement
}

/** The chart with its headline above and its source below, in the page's own colours, at twice the size. */
export async function reportPng({ title, source, chart }: Picture): Promise<Blob> {
  const { width, height } = chart.getBoundingClientRect()
  const font = getComputedStyle(chart).fontFamily
  const canvas = document.createElement('canvas')
  const context = canvas.getContext('2d')
  if (!context) throw new Error('This browser has no canvas')
  context.font = `${SOURCE_SIZE}px ${font}`
  const lines = wrap(context, source, width)
  const lineHeight = SOURCE_SIZE * 1.5
  canvas.width = (width + 2 * PADDING) * SCALE
  canvas.height = (2 * PADDING + TITLE_SIZE + height + 2 * GAP + lines.length * lineHeight) * SCALE
  context.scale(SCALE, SCALE)
  context.fillStyle = colorOf('--raised')
  context.fillRect(0, 0, canvas.width, canvas.height)
  context.textBaseline = 'top'
  context.fillStyle = colorOf('--ink')
  context.font = `600 ${TITLE_SIZE}px ${font}`
  context.fillText(title, PADDING, PADDING, width)
  const chartTop = PADDING + TITLE_SIZE + GAP
  context.drawImage(await imageOf(chart, width, height, font), PADDING, chartTop, width, height)
  context.fillStyle = colorOf('--muted')
  context.font = `${SOURCE_SIZE}px ${font}`
  for (const [index, line] of lines.entries()) {
    context.fillText(line, PADDING, chartTop + height + GAP + index * lineHeight, width)
  }
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('The picture could not be made'))), 'image/png')
  })
}

/** A picture stands alone: the page's variables are written out. As a data address, because the content policy allows no other. */
async function imageOf(chart: SVGSVGElement, width: number, height: number, font: string): Promise<HTMLImageElement> {
  const copy = chart.cloneNode(true)
  if (!(copy instanceof SVGSVGElement)) throw new Error('Not a chart')
  copy.setAttribute('xmlns', 'http://www.w3.org/2000/svg')
  copy.setAttribute('width', String(width))
  copy.setAttribute('height', String(height))
  copy.setAttribute('font-family', font)
  const text = new XMLSerializer()
    .serializeToString(copy)
    .replace(/var\((--[\w-]+)\)/g, (_, name: string) => colorOf(name))
  const image = new Image()
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`
  await image.decode()
  return image
}

/** A colour token as it now is; `light-dark()` is only decided on an element. */
function colorOf(token: string): string {
  const probe = document.body.appendChild(document.createElement('span'))
  probe.style.color = `var(${token})`
  const { color } = getComputedStyle(probe)
  probe.remove()
  return color
}

function wrap(context: CanvasRenderingContext2D, text: string, width: number): string[] {
  const lines: string[] = []
  for (const word of text.split(' ')) {
    const last = lines.at(-1)
    const longer = last === undefined ? word : `${last} ${word}`
    if (last === undefined || context.measureText(longer).width > width) lines.push(word)
    else lines[lines.length - 1] = longer
  }
  return lines
}
