import { renderUnicodeCompact } from 'uqr'

/** Shows codes to whoever sits at the terminal, and to nobody else: who scans one reads all. */
export const drawQr = (qr: string, screen: NodeJS.WriteStream = process.stdout) => {
  if (!screen.isTTY) return
  const picture = renderUnicodeCompact(qr, { border: 2 })
  screen.write(
    `\n${picture}\n\nWhatsApp > Dispositivos vinculados > Vincular un dispositivo: escaneá el código.\n\n`,
  )
}
