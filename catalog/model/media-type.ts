/** Answers that are read as fields, or as text. */
const TEXTS = ['application/json', 'text/xml', 'text/plain', 'text/html']

/** Answers that are files; `image/*` where the kind of image is not known. */
export const FILE_MEDIA_TYPES = [
  'text/csv',
  'application/gzip',
  'application/pdf',
  'application/octet-stream',
  'image/*',
]

export const REPLY_MEDIA_TYPES = [...TEXTS, ...FILE_MEDIA_TYPES]

export function isReplyMediaType(mediaType: string): boolean {
  return REPLY_MEDIA_TYPES.includes(mediaType) || /^image\/[a-z+.-]+$/.test(mediaType)
}

/** Whether an answer of this media type is the content of a file, to be saved and not read. */
export function isFile(mediaType: string | undefined): boolean {
  return mediaType !== undefined && !TEXTS.includes(mediaType)
}
