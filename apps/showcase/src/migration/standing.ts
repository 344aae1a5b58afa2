/**
 * How a migration stands, as the one line of text that a task has for it. Made by the server for people; the client of
 * this showcase reads a little of it again.
 *
 * @since 0.1.0
 */

/** What is known of the files at some moment. */
export interface Standing {
  readonly done: number
  readonly total: number
  /** Files that are being worked on, and how far each is. */
  readonly busy: ReadonlyMap<string, string>
}

/** One line, however many files there are: those that have got equally far are counted. */
export const describe = ({ busy, done, total }: Standing): string => {
  const stages = Map.groupBy(busy, ([, stage]) => stage)
  const work = Array.from(stages, ([stage, files]) => {
    const [first] = files
    return files.length === 1 && first !== undefined
      ? `${first[0]} ${stage}`
      : `${files.length} files ${stage}`
  })
  return [`${done} of ${total} files done`, ...work].join("; ")
}

/** How many questions of one file were answered. */
export const answered = (count: number, of: number): string => `${count} of ${of} answered`

/** Whether such a line tells of an answer to a file that is still worked on. */
export const tellsOfAnswer = (line: string): boolean => /[1-9]\d* of \d+ answered/.test(line)

/** Whether such a line tells of a file that is done. */
export const tellsOfFile = (line: string): boolean => /^[1-9]\d* of \d+ files done/.test(line)
