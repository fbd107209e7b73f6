import * as v from 'valibot'
import { assignments, formula, path } from './sandbox-expression.ts'

const cell = v.strictObject({
  title: v.string(),
  /** Columns: root `line`; summary: root `lines`, all lines of the file. */
  value: formula,
  /** 分 written as 元 with two digits (`yuan`) or five (`fee`), RFC 3339 as `yyyy-MM-dd HH:mm:ss`; else as it is. */
  as: v.optional(v.picklist(['yuan', 'fee', 'time'])),
})

/** A table of objects as the platform hands it out: heading, lines by time, then the headings and values of a summary. */
export const BillSchema = v.strictObject({
  lines: v.array(
    v.strictObject({
      /** A list; each of its items (root `item`) is a line. */
      each: path,
      if: v.optional(formula),
      /** When it happened, RFC 3339. */
      at: formula,
      /** Fields of the line. */
      set: assignments,
    }),
  ),
  /** Field of a line whose sum up to and with the line stands in its `balance`, earlier lines included. */
  balance: v.optional(path),
  /** Lines that the file has (root `line`, with `at`); the others only count towards `balance`. */
  keep: v.optional(formula),
  columns: v.array(cell),
  summary: v.array(cell),
  /** Fields of the object that take the text, the SHA-1 of its bytes in hex, and the number of lines. */
  to: v.strictObject({ text: path, sha1: path, lines: path }),
  /**
   * The file is handed out encrypted (AEAD_AES_256_GCM): fields that take the bytes in base64, the key as only the merchant
   * can read it, and the nonce. `gzip`: packed before.
   */
  sealed: v.optional(v.strictObject({ bytes: path, key: path, nonce: path, gzip: v.optional(formula) })),
})
export type BillRule = v.InferOutput<typeof BillSchema>
