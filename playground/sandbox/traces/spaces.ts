/** Every proven trace by age, across merchants: `<mchid> <id>`. */
export const ALL = 'traces'

/** Traces of one merchant whose signature was right. */
export const provenSpace = (mchid: string): string => `traces:${mchid}`

/** Those that only claim to be of a merchant. */
export const claimedSpace = (mchid: string): string => `traces:${mchid}:claimed`

/** Read together. */
export const PAGE = 200
