/**
 * How much a server may ask of the user in a minute. A bucket that refills steadily, so that a burst is
 * possible and a flood is not.
 */
export class RateLimit {
  private readonly perMinute: number
  private left: number
  private at = 0

  constructor(perMinute: number) {
    this.perMinute = perMinute
    this.left = perMinute
  }

  /** Whether one more is within the limit; `now` is in milliseconds. */
  take(now: number): boolean {
    const refill = ((now - this.at) * this.perMinute) / 60_000
    this.left = Math.min(this.perMinute, this.left + Math.max(0, refill))
    this.at = now
    if (this.left < 1) return false
    this.left -= 1
    return true
  }
}
