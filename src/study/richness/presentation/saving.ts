/** How features and outputs are saved in PyTorch: the last layer's input is caught on its way. */
export const savingInTorch = `import numpy as np, torch

features, outputs, labels = [], [], []
keep = lambda layer, inputs: features.append(inputs[0].flatten(1).float().cpu())
hook = model.fc.register_forward_pre_hook(keep)  # model.fc: the last linear layer
model.eval()
with torch.no_grad():
    for x, y in loader:  # the same inputs in the same order for every checkpoint
        outputs.append(model(x.to(device)).float().cpu())
        labels.append(y)
hook.remove()
for name, parts in dict(features=features, outputs=outputs, labels=labels).items():
    np.save(f"{name}.npy", torch.cat(parts).numpy())
`;

/** The same in JAX: the network in two parts, everything up to the last layer and the last layer. */
export const savingInJax = `import numpy as np

features, outputs, labels = [], [], []
for x, y in batches:  # the same inputs in the same order for every checkpoint
    phi = penultimate(params, x)  # everything up to the last linear layer
    f = phi @ params["head"]["kernel"] + params["head"]["bias"]
    features.append(np.asarray(phi, dtype=np.float32).reshape(len(x), -1))
    outputs.append(np.asarray(f, dtype=np.float32))
    labels.append(np.asarray(y))
for name, parts in dict(features=features, outputs=outputs, labels=labels).items():
    np.save(f"{name}.npy", np.concatenate(parts))
`;
