/** What a platform refuses of a post by its form alone, so that it can be refused before anybody is asked. */
export interface PostRules {
  /** In UTF-16 units. */
  readonly videoTitleMax: number;
  readonly photoTitleMax: number;
  readonly photoDescriptionMax: number;
  readonly photosMax: number;
  /** Of a draft; of a direct post it is the creator's own limit. */
  readonly draftVideoMaxSeconds: number;
  /** The audiences that branded content may not be kept to. */
  readonly notForBranded: readonly string[];
  /** The permission that each mode needs. */
  readonly scopes: Readonly<Record<'direct' | 'inbox', string>>;
}
