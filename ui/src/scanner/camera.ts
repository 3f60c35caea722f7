// Reading codes from the camera: with the browser's own detector where it has one, else
// with jsQR, which is fetched only then.

interface Detector {
  detect(source: CanvasImageSource): Promise<{ rawValue: string }[]>;
}
interface DetectorClass {
  new (options: { formats: string[] }): Detector;
  getSupportedFormats(): Promise<string[]>;
}
type JsQR = (data: Uint8ClampedArray, width: number, height: number, options: { inversionAttempts: string }) => { data: string } | null;

// Ten looks a second leave a phone cool and are faster than a hand.
const looks = 100;
const longest = 720;

export class Camera {
  private stream: MediaStream | undefined;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private detect: ((video: HTMLVideoElement) => Promise<string>) | undefined;

  constructor(
    private readonly video: HTMLVideoElement,
    private readonly library: string,
    private readonly found: (text: string) => void,
  ) {
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "visible" && this.stream && !this.stream.active) void this.start().catch(() => undefined);
    });
  }

  /** Opens the camera at the back. Rejects with the browser's reason. */
  async start(): Promise<void> {
    if (!navigator.mediaDevices) throw new DOMException("", "SecurityError");
    this.stop();
    this.stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: { ideal: "environment" }, width: { ideal: 1280 }, height: { ideal: 720 } }, audio: false });
    this.video.srcObject = this.stream;
    await this.video.play().catch(() => undefined);
    this.detect ??= await this.choose();
    this.look();
  }

  stop(): void {
    clearTimeout(this.timer);
    for (const track of this.stream?.getTracks() ?? []) track.stop();
    this.stream = undefined;
    this.video.srcObject = null;
  }

  /** Whether there is a lamp; switches it when told to. */
  async lamp(on?: boolean): Promise<boolean> {
    const track = this.stream?.getVideoTracks()[0];
    const able = (track?.getCapabilities?.() as { torch?: boolean } | undefined)?.torch ?? false;
    if (able && on !== undefined) await track?.applyConstraints({ advanced: [{ torch: on } as MediaTrackConstraintSet] }).catch(() => undefined);
    return able;
  }

  private look(): void {
    this.timer = setTimeout(async () => {
      if (this.video.readyState >= HTMLMediaElement.HAVE_CURRENT_DATA && document.visibilityState === "visible") {
        const text = await this.detect?.(this.video).catch(() => "");
        if (text) this.found(text);
      }
      if (this.stream) this.look();
    }, looks);
  }

  private async choose(): Promise<(video: HTMLVideoElement) => Promise<string>> {
    const own = (globalThis as { BarcodeDetector?: DetectorClass }).BarcodeDetector;
    if (own && (await own.getSupportedFormats().catch((): string[] => [])).includes("qr_code")) {
      const detector = new own({ formats: ["qr_code"] });
      return async (video) => (await detector.detect(video))[0]?.rawValue ?? "";
    }
    await import(this.library); // leaves itself in the global object
    const { jsQR } = globalThis as unknown as { jsQR: JsQR };
    const canvas = document.createElement("canvas");
    const context = canvas.getContext("2d", { willReadFrequently: true });
    return async (video) => {
      const scale = Math.min(1, longest / Math.max(video.videoWidth, video.videoHeight));
      canvas.width = Math.round(video.videoWidth * scale);
      canvas.height = Math.round(video.videoHeight * scale);
      if (!context || canvas.width === 0) return "";
      context.drawImage(video, 0, 0, canvas.width, canvas.height);
      const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
      return jsQR(data, canvas.width, canvas.height, { inversionAttempts: "dontInvert" })?.data ?? "";
    };
  }
}
