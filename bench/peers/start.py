"""What a process of a Python peer does at the least; timed from outside.

    python start.py import|first-result keras|torch|jax
"""

import os
import sys

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
what, peer = sys.argv[1:]

if peer == "keras":
    import keras  # noqa: F401
    import tensorflow as tf

    if what == "first-result":
        print(tf.add(tf.constant([1.0, 2.0]), tf.constant([3.0, 4.0])).numpy())
elif peer == "torch":
    import torch

    if what == "first-result":
        print(torch.add(torch.tensor([1.0, 2.0]), torch.tensor([3.0, 4.0])).numpy())
elif peer == "jax":
    import numpy as np
    from jax import numpy as jnp

    if what == "first-result":
        print(np.array(jnp.add(jnp.array([1.0, 2.0]), jnp.array([3.0, 4.0]))))
