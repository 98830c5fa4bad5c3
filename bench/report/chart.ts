export function chart(_r: unknown): string {
  return "";
}
