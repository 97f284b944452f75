import type { Hub } from "@/lib/live";

/** The live events of a server that a test makes: what is called, and who is told. */
export class FakeHubs {
  isUp = true;
  readonly opened: FakeHub[] = [];
  /** When each attempt to connect was made. */
  readonly attempts: number[] = [];
  onCall: (hub: FakeHub, method: string, args: unknown[]) => void = () => {};

  open = async (): Promise<FakeHub> => {
    const hub = new FakeHub(this);
    this.opened.push(hub);
    return hub;
  };

  get current(): FakeHub | undefined {
    const last = this.opened.at(-1);
    return last?.isOpen ? last : undefined;
  }
}

export class FakeHub implements Hub {
  isOpen = false;
  readonly calls: [method: string, ...args: unknown[]][] = [];
  private readonly told = new Map<string, (what: never) => void>();
  private closed: () => void = () => {};

  constructor(private readonly hubs: FakeHubs) {}

  async start(): Promise<void> {
    this.hubs.attempts.push(Date.now());
    if (!this.hubs.isUp) throw new Error("WebSocket failed to connect.");
    this.isOpen = true;
  }

  async stop(): Promise<void> {
    this.drop();
  }

  async invoke(method: string, ...args: unknown[]): Promise<unknown> {
    if (!this.isOpen) throw new Error("Cannot send data if the connection is not in the 'Connected' State.");
    this.calls.push([method, ...args]);
    this.hubs.onCall(this, method, args);
    return null;
  }

  on(event: string, told: (what: never) => void): void {
    this.told.set(event, told);
  }

  onclose(closed: () => void): void {
    this.closed = closed;
  }

  /** Tells the client something, unless the connection has gone. */
  tell(event: string, what: unknown): void {
    if (this.isOpen) this.told.get(event)?.(what as never);
  }

  drop(): void {
    if (!this.isOpen) return;
    this.isOpen = false;
    this.closed();
  }
}
