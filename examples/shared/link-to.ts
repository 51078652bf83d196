/** The address of a file with its link. It ends with the token. */
export function linkTo(origin: string, id: string, token: string): string {
  return `${origin}/files/${id.split('/').map(encodeURIComponent).join('/')}?token=${token}`
}
