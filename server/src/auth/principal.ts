/** Who is calling, as the token says. */
export interface Principal {
  tokenId: string
  companyId: string
  /** The one location that the token reaches; undefined for a company's token, which reaches all of its own. */
  locationId: string | undefined
  scopes: ReadonlySet<string>
}
