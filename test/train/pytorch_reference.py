"""Reference numbers of training-reference.json from PyTorch, float64:

    python3 test/train/pytorch_reference.py > test/train/training-reference.json

Weights, inputs and targets follow from one rule, `numbers`, which training-reference.test.ts repeats. Twenty steps each.
"""
import json
import math
import torch
from torch import nn

torch.set_default_dtype(torch.float64)
torch.set_num_threads(1)
steps = 20


def numbers(count, start, size):
    """size (((i + start) 7919 mod 1009)/1009 - 1/2), i = 0 ... count - 1."""
    return torch.tensor([size * (((i + start) * 7919 % 1009) / 1009 - 0.5) for i in range(count)])


def set_parameters(arrays):
    """Fills arrays in order: one long sequence of `numbers`, of size 1 for matrices, about 1 for gains, small for the rest."""
    start = 0
    with torch.no_grad():
        for array, kind in arrays:
            values = numbers(array.numel(), start, 1.0 if kind == "matrix" else 0.2)
            array.copy_((values + (1.0 if kind == "gain" else 0.0)).reshape(array.shape))
            start += array.numel()


def train(model, arrays, loss, optimiser_of, rate_at):
    decaying = [array for array, kind in arrays if kind == "matrix"]
    others = [array for array, kind in arrays if kind != "matrix"]
    optimiser = optimiser_of(decaying, others)
    losses = []
    for step in range(steps):
        for group in optimiser.param_groups:
            group["lr"] = rate_at(step)
        optimiser.zero_grad()
        value = loss(model)
        value.backward()
        optimiser.step()
        losses.append(value.item())
    return losses


class Transformer(nn.Module):
    def __init__(self):
        super().__init__()
        self.tokens = nn.Parameter(torch.empty(11, 8))
        self.positions = nn.Parameter(torch.empty(4, 8))
        self.block = nn.TransformerEncoderLayer(
            8, 2, dim_feedforward=16, dropout=0.0, activation="gelu", batch_first=True, norm_first=True
        )
        self.norm = nn.LayerNorm(8)
        self.head = nn.Linear(8, 10)

    def forward(self, inputs):
        mask = nn.Transformer.generate_square_subsequent_mask(4)
        rows = self.block(self.tokens[inputs] + self.positions, src_mask=mask, is_causal=True)
        return self.head(self.norm(rows)[:, -1])


def transformer():
    model = Transformer()
    block = model.block
    # PyTorch keeps Q, K, V in one array: separate leaves here, so that decay and filling go array by array.
    weights = [nn.Parameter(torch.empty(8, 8)) for _ in range(3)]
    biases = [nn.Parameter(torch.empty(8)) for _ in range(3)]
    arrays = [(model.tokens, "matrix"), (model.positions, "matrix")]
    arrays += [(block.norm1.weight, "gain"), (block.norm1.bias, "small")]
    for weight, bias in zip(weights, biases):
        arrays += [(weight, "matrix"), (bias, "small")]
    out = block.self_attn.out_proj
    arrays += [(out.weight, "matrix"), (out.bias, "small")]
    arrays += [(block.norm2.weight, "gain"), (block.norm2.bias, "small")]
    arrays += [(block.linear1.weight, "matrix"), (block.linear1.bias, "small")]
    arrays += [(block.linear2.weight, "matrix"), (block.linear2.bias, "small")]
    arrays += [(model.norm.weight, "gain"), (model.norm.bias, "small")]
    arrays += [(model.head.weight, "matrix"), (model.head.bias, "small")]
    set_parameters(arrays)
    inputs = torch.tensor([[(i * i + 3 * j * i + 2 * j) % 11 for j in range(4)] for i in range(9)])
    labels = torch.tensor([(i * i + 1) % 10 for i in range(9)])

    def outputs(model):
        values = {"block.self_attn.in_proj_weight": torch.cat(weights), "block.self_attn.in_proj_bias": torch.cat(biases)}
        return torch.func.functional_call(model, values, (inputs,))

    losses = train(
        model,
        arrays,
        lambda model: nn.functional.cross_entropy(outputs(model), labels),
        lambda decaying, others: torch.optim.AdamW(
            [{"params": decaying, "weight_decay": 0.3}, {"params": others, "weight_decay": 0.0}], betas=(0.9, 0.98)
        ),
        # Five steps up, half a cosine down to 1e-3 at step 30.
        lambda step: 0.02 * (step + 1) / 5
        if step < 5
        else 1e-3 + 0.5 * (0.02 - 1e-3) * (1 + math.cos(math.pi * (step - 5) / 25)),
    )
    return {"losses": losses, "outputs": outputs(model).flatten().tolist()}


def batch_norm(optimiser_of, rate):
    model = nn.Sequential(
        nn.Linear(7, 6), nn.BatchNorm1d(6), nn.ReLU(), nn.Linear(6, 5), nn.BatchNorm1d(5), nn.Tanh(), nn.Linear(5, 3)
    )
    arrays = []
    for module in model:
        if isinstance(module, nn.Linear):
            arrays += [(module.weight, "matrix"), (module.bias, "small")]
        if isinstance(module, nn.BatchNorm1d):
            arrays += [(module.weight, "gain"), (module.bias, "small")]
    set_parameters(arrays)
    inputs = numbers(9 * 7, 5000, 2.0).reshape(9, 7)
    targets = numbers(9 * 3, 7000, 2.0).reshape(9, 3)
    losses = train(
        model, arrays, lambda model: ((model(inputs) - targets) ** 2).sum(1).mean(), optimiser_of, lambda step: rate
    )
    model.eval()
    return {"losses": losses, "outputs": model(inputs).flatten().tolist()}


def groups(decay):
    return lambda decaying, others: [
        {"params": decaying, "weight_decay": decay},
        {"params": others, "weight_decay": 0.0},
    ]


print(
    json.dumps(
        {
            "made": f"pytorch_reference.py, PyTorch {torch.__version__}, float64",
            "transformer-adamw": transformer(),
            "batch-norm-sgd": batch_norm(lambda d, o: torch.optim.SGD(groups(0.1)(d, o), lr=0.05), 0.05),
            "batch-norm-nesterov": batch_norm(
                lambda d, o: torch.optim.SGD(groups(0.1)(d, o), lr=0.05, momentum=0.9, nesterov=True), 0.05
            ),
            "batch-norm-momentum": batch_norm(lambda d, o: torch.optim.SGD(groups(0.1)(d, o), lr=0.05, momentum=0.9), 0.05),
            # Biases before batch norm have no gradient but rounding errors, which a small epsilon would blow up.
            "batch-norm-adam": batch_norm(lambda d, o: torch.optim.Adam(groups(0.1)(d, o), lr=0.02, eps=1e-3), 0.02),
        },
        indent=1,
    )
)
