/** How the residual stream is saved in PyTorch: what goes into the first block, and what comes out of every block. */
export const savingInTorch = `import numpy as np, torch

stream = []  # of every layer: what goes into the first block, then what comes out of each
keep = lambda block, inputs, output: stream.append((output[0] if isinstance(output, tuple) else output).float().cpu())
hooks = [model.blocks[0].register_forward_pre_hook(lambda block, inputs: stream.append(inputs[0].float().cpu()))]
hooks += [block.register_forward_hook(keep) for block in model.blocks]
model.eval()
with torch.no_grad():
    model(batch)  # the same samples for every network that is compared
for hook in hooks:
    hook.remove()
np.save("stream.npy", torch.stack(stream).numpy())  # layers x samples x (positions x) width
`;

/** The same in JAX: blocks one after the other. */
export const savingInJax = `import numpy as np

x = embed(params, batch)
stream = [np.asarray(x, dtype=np.float32)]
for block in params["blocks"]:
    x = x + apply_block(block, x)
    stream.append(np.asarray(x, dtype=np.float32))
np.save("stream.npy", np.stack(stream))  # layers x samples x (positions x) width
`;
