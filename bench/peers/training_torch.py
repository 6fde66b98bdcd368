"""How long does a training step take idiomatic PyTorch on the CPU, in milliseconds of processor time?

    python3 bench/peers/training_torch.py                       # one thread, both networks, both precisions

The networks and the work of bench/training-throughput.mjs, which describes them: in the last block of the transformer the last
token alone asks and goes on. Prints JSON: a list of {network, precision, version, milliseconds}, the median of --steps steps.
"""

import argparse
import json
import sys
import time

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("--steps", type=int, default=5)
parser.add_argument("--threads", type=int, default=1)
options = parser.parse_args()

try:
    import torch
except ImportError:
    sys.exit("PyTorch is not installed")
from torch import nn
from torch.nn import functional

torch.set_num_threads(options.threads)
WIDTH, HEADS, HIDDEN, VOCABULARY, LENGTH = 128, 4, 512, 98, 3


class Block(nn.Module):
    def __init__(self, last):
        super().__init__()
        self.last = last
        self.norms = nn.ModuleList([nn.LayerNorm(WIDTH), nn.LayerNorm(WIDTH)])
        self.query, self.out = nn.Linear(WIDTH, WIDTH), nn.Linear(WIDTH, WIDTH)
        self.pair = nn.Linear(WIDTH, 2 * WIDTH)
        self.up, self.down = nn.Linear(WIDTH, HIDDEN), nn.Linear(HIDDEN, WIDTH)

    def forward(self, x):
        z = self.norms[0](x)
        asking = z[:, -1:] if self.last else z
        heads = lambda y: y.unflatten(-1, (HEADS, -1)).transpose(1, 2)
        key, value = self.pair(z).chunk(2, dim=-1)
        attended = functional.scaled_dot_product_attention(
            heads(self.query(asking)), heads(key), heads(value), is_causal=not self.last
        )
        x = (x[:, -1:] if self.last else x) + self.out(attended.transpose(1, 2).flatten(-2))
        return x + self.down(functional.relu(self.up(self.norms[1](x))))


class Transformer(nn.Module):
    def __init__(self):
        super().__init__()
        self.tokens = nn.Embedding(VOCABULARY, WIDTH)
        self.positions = nn.Parameter(torch.randn(LENGTH, WIDTH))
        self.blocks = nn.Sequential(Block(False), Block(True))
        self.head = nn.Sequential(nn.LayerNorm(WIDTH), nn.Linear(WIDTH, 97))

    def forward(self, inputs):
        return self.head(self.blocks(self.tokens(inputs) + self.positions)[:, -1])


def mlp():
    return nn.Sequential(
        nn.Linear(784, 512), nn.ReLU(), nn.Linear(512, 512), nn.ReLU(), nn.Linear(512, 10)
    )


def measure(network, dtype):
    torch.manual_seed(1)
    transformer = network == "transformer"
    model = (Transformer() if transformer else mlp()).to(dtype)
    count = 1024 if transformer else 128
    inputs = torch.randint(VOCABULARY, (count, LENGTH)) if transformer else torch.rand(count, 784, dtype=dtype)
    labels = torch.randint(97 if transformer else 10, (count,))
    optimiser = torch.optim.AdamW(model.parameters(), lr=1e-3, weight_decay=0.1)
    times = []
    for _ in range(options.steps + 2):
        start = time.process_time()
        optimiser.zero_grad()
        functional.cross_entropy(model(inputs), labels).backward()
        optimiser.step()
        times.append(1000 * (time.process_time() - start))
    return {
        "network": network,
        "precision": str(dtype).replace("torch.", ""),
        "version": torch.__version__,
        "milliseconds": sorted(times[2:])[options.steps // 2],
    }


print(json.dumps([measure(n, d) for n in ("transformer", "mlp") for d in (torch.float64, torch.float32)]))
