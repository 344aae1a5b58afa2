/**
 * Tasks that this process has put to rest, because all they do is wait for answers. It wakes them; should it
 * be gone by then, whoever looks after them does.
 */
import { Task } from "@effect-mcp/tasks"

/** Nobody runs it any more. */
export const isOver = (task: Task.Task): boolean => Task.isFinal(task) || task.external

export class Resting {
  private readonly open = new Map<string, ReadonlyArray<string>>()

  /** From here on it rests, with these questions open. */
  put({ id, questions }: Pick<Task.Task, "id" | "questions">): void {
    this.open.set(id, [...questions.keys()])
  }

  get ids(): ReadonlyArray<string> {
    return [...this.open.keys()]
  }

  has(id: string): boolean {
    return this.open.has(id)
  }

  forget(id: string): void {
    this.open.delete(id)
  }

  /** Whether there is a reason to wake it: it is over, or was answered. */
  isNews(id: string, task: Task.Task | undefined): boolean {
    const open = this.open.get(id)
    if (open === undefined) return false
    return task === undefined || isOver(task) || open.some((key) => !task.questions.has(key))
  }
}
