/** A peer without a library: its jobs do nothing, fail, or end the process. */
import { serve } from "../../bench/peers/serve.ts";

const half = () => ({ run: () => 0.5 });
await serve(() => ({ versions: { Fake: "1" } }), {
  cnn: {
    steady: half,
    failing: () => {
      throw new TypeError("Not\nhere");
    },
    ending: () => {
      console.error("Error: the end");
      Deno.exit(3);
    },
    stuck: () => {
      while (true);
    },
    "ending later": () => ({
      run(iterations) {
        if (iterations > 5) Deno.exit(4);
        return 100;
      },
    }),
  },
});
